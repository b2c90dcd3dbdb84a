// Whether a recorded history of concurrent calls about one request is truthful: there is an order of the
// calls, consistent with the times at which they were made and answered, in which the state machine gives
// every client the answer that it got. What is unknown (an answer that never came) may or may not have
// taken effect.

/** The answers that are known; anything else is not in the model and fails the check. */
const REFUSED = "refused";

/**
 * The request as far as the model follows it: its state, its version and who has reviewed it.
 * One approval approves and one denial denies, as for `dba` in the sample cluster.
 */
export const BEGINNING = { state: "pending", version: 1, reviewers: "" };

/** Whether a review by this user has been counted. */
const hasReviewed = (model, user) => model.reviewers.split(",").includes(user);

/** What the state machine answers, and what the request is then: `[answer, next]`. */
export function step(model, { command, user, verdict, match }) {
  const refuse = (code) => [{ outcome: REFUSED, code }, model];
  const move = (state, events, changes = {}) => {
    const next = { ...model, ...changes, state, version: model.version + events };
    return [{ outcome: "done", state: next.state, version: next.version }, next];
  };
  if (match !== undefined && match !== model.version) return refuse("stale");
  const isPending = model.state === "pending";
  const isApproved = model.state === "approved";
  switch (command) {
    case "read":
      return [{ outcome: "done", state: model.state, version: model.version }, model];
    case "review": {
      if (!isPending) return refuse("settled");
      if (hasReviewed(model, user)) return refuse("reviewed");
      // A review and what it settles are two events.
      const reviewers = model.reviewers === "" ? user : `${model.reviewers},${user}`;
      return move(verdict === "approve" ? "approved" : "denied", 2, { reviewers });
    }
    case "resolve":
      return isPending ? move(verdict === "approve" ? "approved" : "denied", 1) : refuse("settled");
    case "withdraw":
      return isPending ? move("withdrawn", 1) : refuse("settled");
    case "revoke":
      return isApproved ? move("revoked", 1) : refuse("not-approved");
    case "drop":
      return isApproved ? move("dropped", 1) : refuse("not-approved");
    case "assume":
      return isApproved ? move("approved", 1) : refuse("not-approved");
    default:
      throw new Error(`the model has no command ${command}`);
  }
}

/** Whether the model's answer is the one that was given. A refusal is one of these codes or another. */
function fits(given, answer) {
  if (given.outcome !== answer.outcome) return false;
  if (given.outcome === REFUSED) return (given.code === "stale") === (answer.code === "stale");
  const sameState = given.state === undefined || given.state === answer.state;
  const sameVersion = given.version === undefined || given.version === answer.version;
  return sameState && sameVersion;
}

/**
 * Looks for such an order (Wing and Gong's search, remembering what was tried). `calls`: each with
 * `called` and `returned` times, `answer` (none if it never came) and what was asked. Returns the order as
 * positions, or `undefined` where there is none.
 */
export function linearize(calls) {
  const tried = new Set();
  const order = [];
  const done = new Array(calls.length).fill(false);
  const search = (model, left) => {
    if (left === 0) return true;
    const key = `${done.map(Number).join("")} ${model.state} ${model.version} ${model.reviewers}`;
    if (tried.has(key)) return false;
    tried.add(key);
    // Whatever comes next was called before any of the others had returned.
    const open = calls.map((call, at) => ({ call, at })).filter(({ at }) => !done[at]);
    const horizon = Math.min(...open.map(({ call }) => (call.answer ? call.returned : Infinity)));
    const ready = open.filter(({ call }) => call.called <= horizon);
    // What changes nothing and fits now may come now: whatever order there is, there is one with it here.
    const idle = ready.find(({ call }) => {
      const [answer, next] = step(model, call);
      return next === model && call.answer !== undefined && fits(call.answer, answer);
    });
    for (const { call, at } of idle ? [idle] : ready) {
      const [answer, next] = step(model, call);
      done[at] = true;
      order.push(at);
      const good = call.answer === undefined || fits(call.answer, answer);
      if (good && search(next, left - 1)) return true;
      // What was never answered may as well never have happened.
      if (call.answer === undefined && search(model, left - 1)) return true;
      order.pop();
      done[at] = false;
    }
    return false;
  };
  return search(BEGINNING, calls.length) ? order : undefined;
}

/** How often the request was settled, by the answers alone: it is settled once. */
export const resolutions = (calls) =>
  calls.filter(({ command, answer }) => answer?.outcome === "done" && ["review", "resolve", "withdraw"].includes(command));
