import type { Storage } from './Storage.ts'

/** The same storage with other functions for some of its own, which are called on itself, of whatever class it is. */
export const withMethods = (storage: Storage, methods: Partial<Storage>): Storage =>
  new Proxy(storage, {
    get(target, name) {
      const member: unknown = Reflect.get(Object.hasOwn(methods, name) ? methods : target, name)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
