import type { Requirement } from '../requirement.ts'
import { USER } from '../urns.ts'

/** The letters a–z in full width. */
function fullWidth(text: string): string {
  return text.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))
}

/** R. Internationalisation and PRECIS. */
export const texts: readonly Requirement[] = [
  {
    id: 'PROT-5-01',
    level: 'MUST',
    ref: 'RFC 7644 §5, §7.8; RFC 8265 §3.3',
    title: 'userNames that PRECIS holds for equal are equal: in case, width, and composition',
    async run(c) {
      const stem = c.unique('kelvin').replaceAll('.', '')
      for (const [first, second] of [
        [stem, fullWidth(stem)],
        [`${stem}x`, `${stem}X`.toUpperCase()],
        [`${stem}\u00e9`, `${stem}e\u0301`],
        [`${stem}\u00e8`, `${stem}\u00c8`],
        [`k2${stem}`, `\u212a2${stem}`],
      ] as const) {
        const user = await c.createUser({ userName: first })
        ;(await c.post('/Users', { schemas: [USER], userName: second })).error(409, 'uniqueness')
        ;(await c.find('/Users', `userName eq "${second}"`)).finds(user.id)
      }
    },
  },
  {
    id: 'PROT-5-02',
    level: 'REC',
    ref: 'RFC 8265 §3.3',
    title: 'userNames with letters that PRECIS does not allow are refused, or kept and found again',
    async run(c) {
      const stem = c.unique()
      for (const userName of [`a b ${stem}`, `zero\u200bwidth ${stem}`, `\u05d0bc\u05d1 ${stem}`, `plus+sign@${stem}`]) {
        const answer = await c.post('/Users', { schemas: [USER], userName })
        if (answer.status !== 201) {
          answer.error(400, 'invalidValue')
          continue
        }
        ;(await c.find('/Users', `userName eq ${JSON.stringify(userName)}`)).finds(answer.id)
        ;(await c.post('/Users', { schemas: [USER], userName: userName.toUpperCase() })).error(409, 'uniqueness')
      }
    },
  },
  {
    id: 'PROT-5-03',
    level: 'MUST',
    ref: 'RFC 7644 §5; RFC 8265 §4.2',
    title: 'Passwords are compared by the OpaqueString profile of PRECIS',
    notTestable: 'SCIM has no operation that compares a password: what signs users in is another protocol.',
  },
  {
    id: 'PROT-7.8-01',
    level: 'MUST',
    ref: 'RFC 7644 §7.8',
    title: 'Texts in filters are prepared as the stored values are',
    async run(c) {
      const stem = c.unique('width').replaceAll('.', '')
      const user = await c.createUser({ userName: stem, displayName: 'Ange\u0301lique' })
      ;(await c.find('/Users', `userName eq "${fullWidth(stem)}"`)).finds(user.id)
      ;(await c.find('/Users', `userName sw "${fullWidth(stem.slice(0, -1))}"`)).finds(user.id)
      await c.recommend(async () => {
        await c.matches(`/Users/${user.id}`, 'displayName eq "Ang\u00e9lique"')
      })
    },
  },
  {
    id: 'PROT-5-04',
    level: 'REC',
    ref: 'RFC 7643 §7; Unicode 15 §3.13',
    title: 'Texts that are not case exact are compared by their folded, composed form, in every locale alike',
    async run(c) {
      const user = await c.createUser({ title: 'ÉCOLE İstanbul', nickName: 'II', displayName: 'straße' })
      const path = `/Users/${user.id}`
      await c.matches(path, 'title sw "école"')
      await c.matches(path, 'title sw "e\u0301cole"')
      await c.matches(path, 'nickName eq "ii"')
      await c.matchesNot(path, 'nickName eq "ıı"')
      await c.matches(path, 'displayName eq "STRASSE"')
    },
  },
  {
    id: 'PROT-5-05',
    level: 'REC',
    ref: 'RFC 7644 §3.8',
    title: 'Texts are kept as sent, long ones whole or not at all',
    async run(c) {
      const long = '👩'.repeat(256)
      const user = await c.createUser({ title: long, displayName: 'e\u0301 \u00e9' })
      ;(await c.read(`/Users/${user.id}`)).has('title', long).has('displayName', 'e\u0301 \u00e9')
      const huge = 'x'.repeat(200_000)
      const answer = await c.post('/Users', { schemas: [USER], userName: c.unique(), title: huge })
      if (answer.status === 201)
        answer.that(answer.at('title') === huge, 'the title whole', `${String(answer.at('title')).length} characters`)
      else if (answer.status !== 413) answer.error(400, 'invalidValue')
    },
  },
]
