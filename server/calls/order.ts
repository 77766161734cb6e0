// Work on the same call is done in the order of its arrival: an answer before the candidates sent after it.

export type InOrder = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Holds nothing for keys without work. */
export function createOrder(): InOrder {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(work, work);
    tails.set(key, result);
    const done = () => {
      if (tails.get(key) === result) tails.delete(key);
    };
    result.then(done, done);
    return result;
  };
}
