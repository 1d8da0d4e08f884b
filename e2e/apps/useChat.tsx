import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport } from 'ai'
import { createRoot } from 'react-dom/client'

// The AI SDK's own hook, unmodified, against the dialect: what an app that uses it today has.

const root = document.querySelector<HTMLElement>('#root')!
const { api, token } = root.dataset

function App() {
  const { messages, status, error, sendMessage, stop, regenerate } = useChat({
    id: 'the-chat',
    resume: true,
    transport: new DefaultChatTransport({ api: api!, headers: { authorization: `Bearer ${token}` } }),
  })
  return (
    <main>
      <p data-testid="status">{status}</p>
      {error && <p role="alert">{error.message}</p>}
      <ul>
        {messages.map(({ id, role, parts }) => (
          <li key={id} data-role={role}>
            {parts.map(part => (part.type === 'text' ? part.text : '')).join('')}
          </li>
        ))}
      </ul>
      <form
        onSubmit={event => {
          event.preventDefault()
          const input = event.currentTarget.elements.namedItem('text') as HTMLInputElement
          void sendMessage({ text: input.value })
          input.value = ''
        }}
      >
        <input name="text" aria-label="Message" />
      </form>
      <button onClick={() => void stop()}>Stop</button>
      <button onClick={() => void regenerate()}>Regenerate</button>
    </main>
  )
}

createRoot(root).render(<App />)
