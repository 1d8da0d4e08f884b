import { expect, test } from 'vitest'
import { rewrite } from '../build/retryImports.ts'

test('a chunk imports the chat that it belongs to, and what else it needs at an address of its own per try', () => {
  const code = rewrite('import{a as b,c}from"../chat-x.js";import{d as $e}from"../messages-y.js";b(c,$e)')
  expect(code).toContain('const{a:b,c}=await import("../chat-x.js"+$chat);')
  expect(code).toContain('const{d:$e}=await import("../messages-y.js"+$query);')
  expect(code).not.toContain('$import')
})

test('a dynamic import is counted; code without imports stays as it is', () => {
  expect(rewrite('f(()=>import(`./chunks/de-z.js`).then(g))')).toContain('f(()=>$import(`./chunks/de-z.js`).then(g))')
  expect(rewrite('let a=1;export{a}')).toBe('let a=1;export{a}')
})
