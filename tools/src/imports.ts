/** The module specifiers that a source text imports or exports from, statically or dynamically, in the order of the text. */
export function importsOf(text: string): string[] {
  return [...withoutComments(text).matchAll(importing)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

const importing = /^\s*(?:import|export)\s[^'"`;=]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

/** Comments may quote an import; strings may hold what looks like a comment, so strings are read first and kept. */
function withoutComments(text: string): string {
  return text.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (token) =>
    token.startsWith('/') ? ' ' : token,
  )
}
