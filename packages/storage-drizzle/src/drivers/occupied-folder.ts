import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/**
 * Says in a file that this process has the folder open, because two that write there would destroy what is in it. A file that a process
 * left behind which is no more is taken over.
 * @returns what gives the folder free
 * @throws Error with one sentence when another process has it open.
 */
export function occupyFolder(folder: string): () => void {
  const file = join(folder, 'rollcall.pid')
  const own = String(process.pid)
  try {
    writeFileSync(file, own, { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    const other = Number(readFileSync(file, 'utf8'))
    if (other !== process.pid && isRunning(other)) throw new Error(`process ${other} has it open; if that is no Rollcall, remove ${file}`)
    writeFileSync(file, own)
  }
  return () => rmSync(file, { force: true })
}

function isRunning(id: number): boolean {
  try {
    return id > 0 && process.kill(id, 0)
  } catch (error) {
    // Another user's process is one all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
