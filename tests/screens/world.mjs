// What has happened in the sample cluster before its screens are looked at: a few requests in every state.
import { review, submit } from "../harness/api.mjs";
import { signIn } from "../harness/postern.mjs";

/** Lives the story. Returns the ids of the requests by what they show, in the order in which they were made. */
export async function live(postern) {
  const people = {};
  for (const name of ["alice", "cara", "erin", "bob", "rita", "rolf"]) people[name] = await signIn(postern, name);
  const { alice, cara, erin, bob, rita, rolf } = people;
  const done = async (person, id, act, body = {}) => {
    const answer = await person.call("POST", `/api/v1/requests/${id}/${act}`, body);
    if (answer.status !== 200) throw new Error(`${act}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };

  const ended = await submit(cara, ["common"], "INC-4702: the handbook");
  await review(rita, ended.id, "approve");
  await done(cara, ended.id, "drop", { reason: "Found it." });

  const withdrawn = await submit(cara, ["dev-db"], "INC-4710: a slow query");
  await done(cara, withdrawn.id, "withdraw", { reason: "It went away by itself." });

  const denied = await submit(cara, ["dev-web"], "I would like to look around");
  await review(rolf, denied.id, "deny", { reason: "Which ticket is this for?" });

  const active = await submit(cara, ["dba"], "INC-4790: rebuild the index of orders-db");
  await review(bob, active.id, "approve", { reason: "Go ahead, and tell me when it is done." });

  const half = await submit(erin, ["prod.us-east"], "INC-4801: the shop answers slowly in the American east");
  await review(rita, half.id, "approve");

  const several = await submit(erin, ["common", "dev-db", "dev-web"], "INC-77: the development shop is down");
  const pending = await submit(alice, ["dba"], "INC-4821: replica lag on orders-db");
  const ids = { ended, withdrawn, denied, active, half, several, pending };
  return Object.fromEntries(Object.entries(ids).map(([name, { id }]) => [name, id]));
}
