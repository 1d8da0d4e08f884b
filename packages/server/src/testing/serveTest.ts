import { listen } from './listen.ts'
import { testServer, type TestServer } from './testServer.ts'

/** A test server behind real HTTP, for published clients that bring their own `fetch`. */
export async function serveTest(
  options: Parameters<typeof testServer>[0] = {},
): Promise<{ parley: TestServer; url: string; close(): Promise<void> }> {
  const parley = testServer(options)
  return { parley, url: await listen(parley.server), close: () => parley.close() }
}
