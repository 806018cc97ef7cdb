import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

// What the fan-out costs with nothing around it: each text goes to both people of its room, and an acknowledgement to
// its sender, as Chairside sends them. Nobody is asked for a token, nothing is parsed, counted or recorded.
const [port] = process.argv.slice(2)
const rooms = new Map<string, WebSocket[]>()

const http = createServer((_, response) => response.end())
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket, request) => {
  const room = request.url ?? ''
  const people = rooms.get(room) ?? []
  rooms.set(room, people)
  people.push(socket)
  socket.on('message', (text) => {
    for (const person of people) person.send(text, { binary: false })
    socket.send('ok')
  })
  socket.send('hello')
})
http.listen(Number(port), '127.0.0.1')
