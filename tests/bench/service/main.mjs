// Measures the service on the runtime itself: `main.mjs [QUESTION]…`; without a question, rows and growth.
import { growth } from "./growth.mjs";
import { rows } from "./rows.mjs";
import { soak } from "./soak.mjs";

const QUESTIONS = { rows, growth, soak };

const wanted = process.argv.slice(2);
for (const question of wanted.length > 0 ? wanted : ["rows", "growth"]) {
  const [name, ...only] = question.split(":");
  const ask = QUESTIONS[name];
  if (!ask) throw new Error(`there is no question ${name}; there are ${Object.keys(QUESTIONS).join(", ")}`);
  console.log(`\n${name}`);
  await ask(only);
}
