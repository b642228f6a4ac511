import { isCredentialId } from '@rollcall/access'
import { excerpt } from '@rollcall/scim-core'
import type { Command } from 'commander'
import { allPages } from './all-pages.ts'
import * as answers from './answers.ts'
import { type CommandLine, examples, wholeNumber } from './command-line.ts'
import { details, table } from './table.ts'
import { tenantPath } from './tenant.ts'
import { CommandError } from './terminal.ts'

interface CredentialOptions {
  readonly name: string
  readonly scope?: readonly string[]
  readonly profile?: string
  readonly expiresInDays?: number
  readonly basic?: boolean
  readonly rawToken?: boolean
  readonly issuer?: string
  readonly audience?: string
  readonly subject?: string
  readonly keysUri?: string
}

const shared = (command: Command) =>
  command
    .requiredOption('--name <name>', 'for people, e.g. what it connects')
    .option('--scope <scope...>', 'what it may do, e.g. users:read; all of users and groups when left out')
    .option('--profile <profile>', 'how the client speaks: compat, strict, entra, okta, …')
    .option('--expires-in-days <days>', '1 to 366; 180 when left out', wholeNumber)

export function addCredentialCommands(program: Command, { withAdmin }: CommandLine): void {
  const credential = program.command('credential').description('bearer tokens, and the life of OAuth clients')
  const client = program.command('client').description('OAuth clients, for identity providers that ask for client id and secret')

  credential
    .command('list <tenant>')
    .description('list tokens and clients, ended ones too')
    .action((tenant: string, _options, command: Command) =>
      withAdmin(command, async (admin, show) => {
        const found = await allPages(admin, `${tenantPath(tenant)}/credentials`, answers.credential)
        const rows = found.map((each) => [
          each.id,
          each.kind,
          each.name,
          each.profile,
          each.revoked === null ? each.expires : 'revoked',
          each.lastUsed ?? 'never',
        ])
        show(found, () => table(['id', 'kind', 'name', 'profile', 'expires', 'last used'], rows))
      }),
    )

  examples(
    shared(credential.command('create <tenant>').description('make a bearer token, which is shown this one time'))
      .option('--basic', 'take it as the password of HTTP Basic too')
      .option('--raw-token', 'take it without the word Bearer too'),
    'rollcall credential create acme --name Okta --profile okta',
    'rollcall credential create acme --name Reporting --scope users:read groups:read',
  ).action((tenant: string, { name, scope, profile, expiresInDays, basic, rawToken }: CredentialOptions, command: Command) =>
    withAdmin(command, async (admin, show) => {
      const body = { name, scopes: scope, profile, expiresInDays, settings: { basic, rawToken } }
      const made = answers.credential.parse(await admin.ask('POST', `${tenantPath(tenant)}/credentials`, body))
      show(made, () => secretShown(made))
    }),
  )

  examples(
    shared(client.command('create <tenant>').description('register a client, whose secret is shown this one time'))
      .option('--issuer <uri>', 'workload identity federation: who signs its assertions')
      .option('--audience <text>', 'what the assertions are for')
      .option('--subject <text>', 'who they are about')
      .option('--keys-uri <uri>', 'where the keys of the issuer are'),
    'rollcall client create acme --name "Entra ID" --profile entra',
  ).action((tenant: string, options: CredentialOptions, command: Command) => {
    const { name, scope, profile, expiresInDays, issuer, audience, subject, keysUri } = options
    const pins = { issuer, audience, subject, keysUri }
    const given = Object.values(pins).filter((pin) => pin !== undefined).length
    // With some of them a client would be made that has a secret.
    if (given !== 0 && given !== 4) command.error('error: --issuer, --audience, --subject and --keys-uri belong together: say all four')
    return withAdmin(command, async (admin, show) => {
      const assertion = given === 0 ? undefined : pins
      const body = { name, scopes: scope, profile, expiresInDays, assertion }
      const made = answers.credential.parse(await admin.ask('POST', `${tenantPath(tenant)}/clients`, body))
      show(made, () => secretShown(made))
    })
  })

  examples(
    credential
      .command('rotate <id>')
      .description('make a second secret; the one there is goes on for a while')
      .option('--overlap-days <days>', '0 ends the older one at once; 7 when left out', wholeNumber)
      .option('--expires-in-days <days>', '1 to 366; 180 when left out', wholeNumber),
    'rollcall credential rotate acme.1a2b3c4d5e6f7g8h --overlap-days 1',
  ).action((id: string, options: { overlapDays?: number; expiresInDays?: number }, command: Command) =>
    withAdmin(command, async (admin, show) => {
      const made = answers.credential.parse(await admin.ask('POST', `${credentialPath(id)}/rotate`, options))
      show(made, () => secretShown(made))
    }),
  )

  credential
    .command('revoke <id>')
    .description('end a credential for ever; on running servers it works within five seconds')
    .option('--secret <id>', 'end only this one of its two secrets')
    .action((id: string, { secret }: { secret?: string }, command: Command) =>
      withAdmin(command, async (admin, show) => {
        await admin.ask('DELETE', `${credentialPath(id)}${secret === undefined ? '' : `/secrets/${encodeURIComponent(secret)}`}`)
        show({ id, revoked: true }, () => `${id} is revoked${secret === undefined ? '' : `: secret ${secret}`}.\n`)
      }),
    )

  credential
    .command('show <id>')
    .description('show a credential, never its secret')
    .action((id: string, _options, command: Command) =>
      withAdmin(command, async (admin, show) => {
        const found = answers.credential.parse(await admin.ask('GET', credentialPath(id)))
        show(found, () => described(found))
      }),
    )
}

/** The id of a credential says whose it is. @throws CommandError when it is none. */
function credentialPath(id: string): string {
  if (!isCredentialId(id)) throw new CommandError(`${excerpt(id)} is no id of a credential, such as acme.1a2b3c4d5e6f7g8h.`)
  return `${tenantPath(id.split('.', 1)[0] ?? '')}/credentials/${encodeURIComponent(id)}`
}

function described({ id, kind, name, scopes, profile, secrets, expires, revoked, lastUsed }: answers.Credential): string {
  return details([
    ['id', id],
    ['kind', kind],
    ['name', name],
    ['scopes', scopes.join(' ')],
    ['profile', profile],
    ['secrets', secrets.map((secret) => `${secret.id} until ${secret.expires}`).join(', ') || 'none'],
    ['expires', expires],
    ['revoked', revoked ?? 'no'],
    ['last used', lastUsed ?? 'never'],
  ])
}

function secretShown(made: answers.Credential): string {
  const { id, token, credentials, tokenEndpoint, expires } = made
  const shown = details([
    ['id', id],
    ['token', token],
    ['client id', credentials?.clientId],
    ['client secret', credentials?.clientSecret],
    ['token endpoint', tokenEndpoint],
    ['expires', expires],
  ])
  const hasSecret = token !== undefined || credentials?.clientSecret !== undefined
  return hasSecret ? `${shown}\nCopy the secret now: it is not shown again.\n` : shown
}
