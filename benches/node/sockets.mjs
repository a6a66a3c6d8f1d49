// The WebSockets as the users of `ws` write them, one process: `node sockets.mjs --port N`.

import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { block } from './block.mjs'

const port = Number(process.argv[process.argv.indexOf('--port') + 1])
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"ok":true}')
})

// It compresses for whom asks for it, which it does not by default.
const sockets = new WebSocketServer({ server, perMessageDeflate: true })
const room = new Set()

sockets.on('connection', (socket, request) => {
  const url = new URL(request.url, 'http://localhost')
  socket.on('error', () => {})
  if (url.pathname === '/room') {
    room.add(socket)
    socket.on('close', () => room.delete(socket))
    socket.on('message', (data, binary) => {
      for (const member of room) member.send(data, { binary })
    })
  } else {
    const ms = Number(url.searchParams.get('ms'))
    socket.on('message', (data, binary) => {
      if (ms) block(ms)
      socket.send(data, { binary })
    })
  }
})

server.listen(port, '127.0.0.1')
