import { createWorker } from './create-worker.ts'
import { deployment } from './rollcall.config.ts'

export default createWorker(deployment)
