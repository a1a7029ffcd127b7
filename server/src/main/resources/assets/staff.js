// The console belongs to one browser: it has made a key that no script can read and nobody can take away, not even the person, and
// signs a question of the server with it every few minutes. A cookie that was copied is worth no longer than that.
"use strict";
const clefBinding = (() => {
  const CONTEXT = "clef session\n"; // a signature for this is one for nothing else
  const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // Where browsers keep keys without showing them (W3C Indexed Database, Web Cryptography §13).
  function keys(mode, use) {
    return new Promise((done, failed) => {
      const opening = indexedDB.open("clef-staff", 1);
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

  // A new key, and what the server is told of it; kept when the server has taken it.
  async function make(question) {
    const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    return {
      sent: {
        browser_key: text(await crypto.subtle.exportKey("spki", pair.publicKey)),
        browser_proof: await sign(pair.privateKey, question),
      },
      keep: () => keys("readwrite", (store) => store.put(pair.privateKey, "session")).then(proven),
    };
  }

  async function post(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
      keepalive: true, // who leaves the page meanwhile must not miss the cookie that comes of it
    });
    if (!answer.ok) {
      throw new Error(`refused: ${answer.status}`);
    }
    return answer.status === 204 ? {} : answer.json();
  }

  async function prove() {
    const key = await keys("readonly", (store) => store.get("session"));
    if (!key) {
      throw new Error("no key");
    }
    const { challenge } = await post("/api/v1/staff/session/proof/challenge", {});
    await post("/api/v1/staff/session/proof", { challenge, signature: await sign(key, challenge) });
    proven();
  }

  // All pages of the console share one round of proofs.
  const AT = "clef-staff-proven";
  const proven = () => localStorage.setItem(AT, String(Date.now()));
  const age = () => Date.now() - Number(localStorage.getItem(AT));

  return { make, prove, age };
})();

const proving = document.querySelector("[data-prove-again]");
if (proving) {
  // The server asks before it goes on.
  clefBinding.prove().then(
    () => (proving.dataset.next ? location.replace(proving.dataset.next) : history.back()),
    () => {
      document.querySelector("[data-proof=waiting]").hidden = true;
      document.querySelector("[data-proof=failed]").hidden = false;
    },
  );
} else if (document.currentScript?.dataset.every) {
  const every = Number(document.currentScript.dataset.every) * 1000;
  let tried = 0;
  const due = () => {
    if (clefBinding.age() >= every && Date.now() - tried >= every / 4) {
      tried = Date.now();
      // Without an answer the next page asks for the proof.
      clefBinding.prove().catch(() => {});
    }
  };
  setInterval(due, Math.min(every, 15000)); // a machine that slept is late, and not by a whole round more
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && due());
  due();
}
document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.querySelector("[data-copied]").hidden = false;
  });
});
