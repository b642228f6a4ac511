/** Turns traffic into transcripts, without secrets and without what may be personal. @module */
export { type Answer, type RecorderOptions, recorded } from './recorder.ts'
