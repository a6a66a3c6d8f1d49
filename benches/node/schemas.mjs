// The input and the output of the operations, as JSON Schema: Fastify validates and serialises by it.

const U32_MAX = 2 ** 32 - 1

const text = (minLength, maxLength) => ({ type: 'string', minLength, maxLength })

// Every property that is there is required, but for the named ones.
const object = (properties, optional = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name))
})

const address = object({
  street: text(1, 120),
  city: text(1, 80),
  postcode: text(3, 10),
  country: text(2, 2)
})

const customer = object({
  name: text(1, 80),
  email: text(5, 120),
  address
})

const line = object({
  sku: text(3, 32),
  title: text(1, 120),
  quantity: { type: 'integer', minimum: 1, maximum: 1000 },
  price: { type: 'number', minimum: 0, maximum: 100_000 },
  tags: { type: 'array', items: { type: 'string' }, maxItems: 8 }
})

const order = object(
  {
    reference: text(3, 40),
    priority: { type: 'integer', minimum: 1, maximum: 5 },
    customer,
    lines: { type: 'array', items: line, minItems: 1, maxItems: 100 },
    note: { type: 'string', nullable: true, maxLength: 500 },
    express: { type: 'boolean' }
  },
  ['note']
)

const limit = { type: 'integer', minimum: 0, maximum: U32_MAX }
const q = { type: 'string' }

const found = object({
  item_id: { type: 'integer' },
  q: { type: 'string', nullable: true },
  limit: { type: 'integer' }
})

const done = object({ ok: { type: 'boolean' } })

export const readItem = {
  params: object({ item_id: { type: 'integer' } }),
  querystring: object({ q, limit }, ['q']),
  response: { 200: found }
}

export const search = {
  body: object({ item_id: { type: 'integer' }, q, limit }, ['q']),
  response: { 200: found }
}

export const createOrder = {
  body: order,
  response: {
    200: object({
      reference: { type: 'string' },
      units: { type: 'integer' },
      total: { type: 'number' }
    })
  }
}

export const trivial = { response: { 200: done } }

export const holding = {
  querystring: object({ ms: { type: 'integer', minimum: 0 } }),
  response: { 200: done }
}
