// When what came together has come.

/** Resolves once the runtime has nothing else to do: whatever had arrived by then was begun. */
export function quiet() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
