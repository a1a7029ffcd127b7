// A browser somebody trusts has made a key that no script can read and nobody can copy (W3C Web Cryptography, not extractable), and
// signs a question of the server with it when its owner signs in. The sign-in goes on without it when anything is missing.
"use strict";
(() => {
  const CONTEXT = "clef device\n"; // a signature for this is one for nothing else
  const MOST = 8; // keys: a browser may be that of several people
  const PATIENCE = 3000; // milliseconds a sign-in waits for the question

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function keys(mode, use) {
    return new Promise((done, failed) => {
      const opening = indexedDB.open("clef-device", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const transaction = database.transaction("keys", mode);
        const asked = use(transaction.objectStore("keys"));
        transaction.oncomplete = () => {
          database.close();
          done(asked.result);
        };
        transaction.onabort = () => failed(transaction.error);
      };
    });
  }

  async function sign(key, message) {
    const bytes = new TextEncoder().encode(CONTEXT + message);
    return text(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes));
  }

  async function post(path, body, signal) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    const said = await answer.json();
    if (!answer.ok) {
      throw Object.assign(new Error("refused"), { code: said.code ?? "unexpected" });
    }
    return said;
  }

  function say(part, what) {
    const said = part.querySelector(`[data-said="${what}"]`) ?? part.querySelector('[data-said="failed"]');
    part.querySelectorAll("[data-said]").forEach((one) => (one.hidden = one !== said));
    said.focus();
  }

  async function add(part) {
    const name = part.querySelector("input").value.trim();
    if (!name) {
      return say(part, "name");
    }
    try {
      const { challenge } = await post("/api/v1/me/device-keys/challenge", {});
      const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
      const added = await post("/api/v1/me/device-keys", {
        challenge,
        name,
        public_key: text(await crypto.subtle.exportKey("spki", pair.publicKey)),
        signature: await sign(pair.privateKey, challenge),
      });
      await keys("readwrite", (store) => store.put(pair.privateKey, added.factor_id));
      location.assign(part.dataset.next);
    } catch (refusal) {
      if (refusal.code === "confirmation_needed") {
        location.assign(`/privacy/confirm?next=${location.pathname}`);
        return;
      }
      say(part, refusal.code ?? "failed");
    }
  }

  async function answer(held) {
    const asked = { factor_ids: held.map(([factorId]) => factorId) };
    const { challenge } = await post("/api/v1/sign-in/device-key/challenge", asked, AbortSignal.timeout(PATIENCE));
    const signed = await Promise.all(held.map(async ([factorId, key]) => `${factorId}:${await sign(key, challenge)}`));
    return [challenge, ...signed].join(" ");
  }

  async function signIn(form) {
    const [names, values] = await Promise.all([
      keys("readonly", (store) => store.getAllKeys()),
      keys("readonly", (store) => store.getAll()),
    ]);
    const held = names.map((name, at) => [name, values[at]]).slice(-MOST); // the identifiers grow with time
    if (!held.length) {
      return;
    }
    const field = form.elements.device_key;
    let asked = false;
    form.addEventListener("submit", (event) => {
      if (!form.elements.password.value) {
        return;
      }
      event.preventDefault();
      if (!asked) {
        asked = true;
        answer(held)
          .then((proof) => (field.value = proof))
          .catch(() => {}) // then the second step is what it is elsewhere
          .then(() => form.submit());
      }
    });
    // A page that comes back from the browser's memory asks anew.
    addEventListener("pageshow", () => {
      asked = false;
      field.value = "";
    });
  }

  if (window.indexedDB && window.crypto?.subtle) {
    document.querySelectorAll("[data-device-key]").forEach((part) => {
      part.hidden = false;
      part.querySelector("button").addEventListener("click", () => add(part));
    });
    const form = document.querySelector("form[data-signs-in]");
    if (form) {
      signIn(form).catch(() => {});
    }
  }
})();
