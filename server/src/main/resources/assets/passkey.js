// Passkeys: the one thing that cannot be done without a script. A part of a page marked with data-passkey says what for: to sign
// in, to confirm or to add; of staff also with a key of the browser (staff.js). Every sentence stands in the page; the script says which is shown.
"use strict";
const POINTS = {
  "sign-in": { ask: "/api/v1/sign-in/passkey/challenge", answer: "/api/v1/sign-in/passkey" },
  confirm: { ask: "/api/v1/me/confirmation/passkey/challenge", answer: "/api/v1/me/confirmation/passkey" },
  add: { ask: "/api/v1/me/passkeys/challenge", answer: "/api/v1/me/passkeys", creates: true },
  "staff-sign-in": {
    ask: "/api/v1/staff/sign-in/passkey/challenge",
    answer: "/api/v1/staff/sign-in/passkey",
    binds: true,
  },
  "staff-first": {
    ask: "/api/v1/staff/passkeys/challenge",
    answer: "/api/v1/staff/passkeys",
    creates: true,
    binds: true,
  },
  "staff-add": { ask: "/api/v1/staff/passkeys/challenge", answer: "/api/v1/staff/passkeys", creates: true },
};

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// Not PublicKeyCredential.parse…FromJSON and toJSON: browsers of last year and password managers lack them.
function options(asked) {
  const list = (name) => asked[name]?.map((one) => ({ ...one, id: bytes(one.id) }));
  const read = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) {
    read.user = { ...asked.user, id: bytes(asked.user.id) };
    read.excludeCredentials = list("excludeCredentials");
  } else {
    read.allowCredentials = list("allowCredentials");
  }
  return read;
}

function json(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = text(said.attestationObject);
    response.transports = said.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(said.authenticatorData);
    response.signature = text(said.signature);
    if (said.userHandle) {
      response.userHandle = text(said.userHandle);
    }
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: {},
  };
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const said = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error("refused"), { code: said.code ?? "unexpected" });
  }
  return said;
}

let waiting; // what the browser offers among the names, until somebody asks for more

async function use(part, mediation) {
  const point = POINTS[part.dataset.passkey];
  const creates = point.creates;
  const name = part.querySelector("input")?.value.trim();
  if (creates && !name) {
    return say(part, "name");
  }
  waiting?.abort();
  const mine = new AbortController();
  waiting = mine;
  let known;
  try {
    const question = await post(point.ask, {});
    const asked = { publicKey: options(question.public_key), signal: mine.signal, mediation };
    const credential = creates ? await navigator.credentials.create(asked) : await navigator.credentials.get(asked);
    known = { rpId: question.public_key.rpId, credentialId: credential.id };
    const bound = point.binds ? await clefBinding.make(question.challenge) : undefined;
    const body = { challenge: question.challenge, credential: json(credential), ...bound?.sent };
    const settled = await post(point.answer, creates ? { ...body, name } : body);
    await bound?.keep();
    location.assign(settled.must?.length ? `/settle?next=${part.dataset.next}` : part.dataset.next);
  } catch (refusal) {
    if (refusal.name === "AbortError" || (mediation && refusal.name === "NotAllowedError")) {
      return;
    }
    if (refusal.code === "passkey_unknown" && known) {
      PublicKeyCredential.signalUnknownCredential?.(known).catch(() => {});
    }
    if (refusal.code === "fresh_sign_in_needed") {
      location.assign(`/staff/sign-in?again&next=${location.pathname}`);
      return;
    }
    if (refusal.code === "confirmation_needed") {
      location.assign(`/privacy/confirm?next=${location.pathname}`);
      return;
    }
    say(part, refusal.name === "InvalidStateError" ? "exists" : refusal.code);
  }
}

function say(part, what) {
  const said = part.querySelector(`[data-said="${what}"]`) ?? part.querySelector('[data-said="failed"]');
  part.querySelectorAll("[data-said]").forEach((one) => (one.hidden = one !== said));
  said.focus();
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("[data-passkey]").forEach((part) => {
    part.hidden = false;
    part.querySelector("button").addEventListener("click", () => use(part));
  });
  const autofill = document.querySelector('[data-passkey="sign-in"]');
  if (autofill) {
    PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => can && use(autofill, "conditional"));
  }
  // Whoever keeps a list of keys learns which are still good.
  const kept = document.querySelector("[data-accepted]");
  if (kept) {
    PublicKeyCredential.signalAllAcceptedCredentials?.({
      rpId: kept.dataset.site,
      userId: kept.dataset.user,
      allAcceptedCredentialIds: kept.dataset.accepted.split(" ").filter(Boolean),
    }).catch(() => {});
  }
}
