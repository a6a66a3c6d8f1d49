// The operations as Fastify's users write them, one process: `node server.mjs --port N`.

import Ajv from 'ajv'
import Fastify from 'fastify'
import formbody from '@fastify/formbody'
import * as schemas from './schemas.mjs'
import { block, compute, spawnThenBlock, stream, wakeThenBlock } from './block.mjs'

const port = Number(process.argv[process.argv.indexOf('--port') + 1])
const app = Fastify({ bodyLimit: 16 << 20 })
app.register(formbody)

// A mistake in a body is answered with 422, as by the others.
app.setErrorHandler((error, request, reply) => {
  reply.code(error.validation ? 422 : (error.statusCode ?? 500)).send({ detail: error.message })
})

// Texts of a path, a query or a form become numbers, as Fastify does by itself; in a JSON body, `null` does not become `false`.
const strict = new Ajv({ coerceTypes: false, useDefaults: true })

app.get('/items/:item_id', { schema: schemas.readItem }, async (request) => ({
  item_id: request.params.item_id,
  q: request.query.q ?? null,
  limit: request.query.limit
}))

app.post('/search', { schema: schemas.search }, async (request) => ({
  item_id: request.body.item_id,
  q: request.body.q ?? null,
  limit: request.body.limit
}))

app.post('/orders', { schema: schemas.createOrder, validatorCompiler: ({ schema }) => strict.compile(schema) }, async (request) => {
  const order = request.body
  let units = 0
  let total = 0
  for (const line of order.lines) {
    units += line.quantity
    total += line.quantity * line.price
  }
  return { reference: order.reference, units, total }
})

const trivial = { schema: schemas.trivial }
const holding = { schema: schemas.holding }

app.get('/ping', trivial, async () => ({ ok: true }))

app.get('/plain', trivial, (request, reply) => {
  reply.send({ ok: true })
})

// Node has one thread for its users' functions: what blocks or computes does so in it, wherever it is written.
for (const path of ['/blocked', '/blocking']) {
  app.get(path, holding, (request, reply) => {
    block(request.query.ms)
    reply.send({ ok: true })
  })
}

app.get('/cpu', holding, (request, reply) => {
  compute(request.query.ms)
  reply.send({ ok: true })
})

app.get('/wake_then_block', async () => ({ waited_ms: await wakeThenBlock() }))
app.get('/spawn_then_block', async () => ({ waited_ms: await spawnThenBlock() }))
app.get('/stream', (request, reply) => reply.send(stream()))

await app.listen({ host: '127.0.0.1', port })
