import schemas from '../../../docs/examples/rollcall.config.ts'
import { createWorker } from './create-worker.ts'

/** The Worker with the schemas of the worked example. */
export default createWorker({ schemas, trustedIssuers: [] })
