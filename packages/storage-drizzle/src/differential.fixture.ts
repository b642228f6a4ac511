import process from 'node:process'

/** How many random populations, with about ten queries each, and how many random histories of writes are compared with memory storage. */
export const differentialRuns = Number(process.env['DIFFERENTIAL_RUNS'] ?? 200)
