// Measures the service on the runtime itself: `main.mjs [QUESTION]…`; without a question, rows and growth.
import { rows } from "./rows.mjs";

const QUESTIONS = { rows };

const wanted = process.argv.slice(2);
for (const question of wanted.length > 0 ? wanted : ["rows"]) {
  const [name, ...only] = question.split(":");
  const ask = QUESTIONS[name];
  if (!ask) throw new Error(`there is no question ${name}; there are ${Object.keys(QUESTIONS).join(", ")}`);
  console.log(`\n${name}`);
  await ask(only);
}
