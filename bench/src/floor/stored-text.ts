/** Serves one text as it is stored in a table: the least that answering with so many bytes from a database can cost. */
import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import Database from 'better-sqlite3'
import { Hono } from 'hono'

const [file = '', port = '', source = ''] = process.argv.slice(2)
const db = new Database(file)
db.exec('create table texts (id integer primary key, text text not null)')
db.prepare('insert into texts (text) values (?)').run(readFileSync(source, 'utf8'))
const text = db.prepare('select text from texts where id = 1').pluck()

const app = new Hono()
app.get('/healthz', (c) => c.text('ok'))
app.get('/text', (c) => c.body(String(text.get()), 200, { 'content-type': 'application/scim+json' }))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) })
