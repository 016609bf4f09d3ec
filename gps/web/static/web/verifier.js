// Reads the QR code of a paper with the camera, and verifies its signature without network (rule V3).
// The page works without it. The layout of a proof is told in gps/domain/proof.py.

const scanner = document.querySelector("[data-gps-scanner]");
const form = document.querySelector("[data-gps-verify]");
const told = document.querySelector("[data-gps-offline]");
const CONTEXT = new TextEncoder().encode("GPS proof 1\0");
const SIGNATURE = 64;
const SHORTEST = 25; // a number to complete, given by an officer
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const GROUNDS = [
  "Non demandé", "Numéro délivré par le service", "Alerte", "Incident du prestataire", "Autorisation du service",
  "Autorisation tacite", "À justifier", "Justifié par le service",
];

// The keys are fetched while there is a network: the page, left open, verifies without one.
// A page that is opened again without one takes the copy that the browser kept.
async function fetched(cache) {
  const answer = await fetch(scanner.dataset.gpsKeys, { cache });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}
const published = scanner
  ? fetched("no-cache").catch(() => fetched("force-cache")).catch(() => ({ keys: [] }))
  : Promise.resolve({ keys: [] });

/** The proof within a text: what follows /v/ in the address of any GPS, or all of it. */
function proofIn(text) {
  return /(?:^|\/v\/)([A-Z2-7]{100,300})$/.exec(text.trim())?.[1] ?? "";
}

function bytesOf(text) {
  const bytes = [];
  let bits = 0, held = 0;
  for (const letter of text) {
    held = (held << 5) | LETTERS.indexOf(letter);
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes.push((held >> bits) & 255); held &= (1 << bits) - 1; }
  }
  if (bits >= 5 || held) throw new RangeError("another spelling");
  return Uint8Array.from(bytes);
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function local(seconds, quarters) {
  const at = new Date((seconds + quarters * 900) * 1000).toISOString();
  const [whole, rest] = [Math.trunc(Math.abs(quarters) / 4), (Math.abs(quarters) % 4) * 15];
  const offset = `${quarters < 0 ? "-" : "+"}${whole}${rest ? `:${rest}` : ""}`;
  return `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)} à ${at.slice(11, 16)} (UTC${offset})`;
}

/** What a signed body says, line by line. */
function lines(body) {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let number = 0n;
  for (const byte of body.subarray(5, 19)) number = number * 256n + BigInt(byte);
  const text = number.toString(36).toUpperCase().padStart(21, "0");
  const flags = view.getUint8(19);
  let at = 24, transport = "à compléter", dispatch = "à compléter";
  if (flags & 2) {
    dispatch = local(view.getUint32(24), view.getInt8(28));
    const length = view.getUint8(29);
    transport = new TextDecoder("windows-1252").decode(body.subarray(30, 30 + length));
    at = 30 + length;
  }
  const ground = `${GROUNDS[flags >> 4] ?? ""} ${new TextDecoder().decode(body.subarray(at + 1))}`.trim();
  return [
    ["Numéro", `${text.slice(0, 2)} ${text.slice(2, 15)} ${text.slice(15, 20)} ${text.slice(20)}`],
    ["Type", flags & 1 ? "DSA – circulation en droits acquittés" : "DAA – circulation en suspension de droits"],
    ["Immatriculation", transport],
    ["Expédition", dispatch],
    ["Numéro d’accise de l’expéditeur", text.slice(2, 15)],
    ["Fondement", ground],
  ];
}

/** Says whether GPS signed a proof: { word, css, meaning, rows }. */
async function verdict(text) {
  let whole;
  try { whole = bytesOf(text); } catch { whole = new Uint8Array(); }
  if (whole.length < SHORTEST + SIGNATURE || whole[0] !== 1) {
    return { word: "QR code non reconnu", css: "unsure", meaning: "Ce texte n’est pas celui d’un QR code de GPS.", rows: [] };
  }
  const body = whole.subarray(0, -SIGNATURE), signature = whole.subarray(-SIGNATURE);
  const unsure = {
    word: "Vérification impossible sans réseau", css: "unsure", rows: [],
    meaning: "Cela ne dit rien du document : réessayez quand le réseau est revenu.",
  };
  const jwk = (await published).keys.find((key) => key.kid === hex(body.subarray(1, 5)));
  if (!jwk) return unsure;
  let holds;
  try {
    const key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: jwk.x }, { name: "Ed25519" }, false, ["verify"]);
    const signed = new Uint8Array([...CONTEXT, ...body]);
    holds = await crypto.subtle.verify({ name: "Ed25519" }, key, signature, signed);
  } catch { return unsure; }
  if (!holds) {
    return { word: "Signature fausse", css: "error", meaning: "GPS n’a pas signé ce QR code : ne vous fiez à rien de ce qu’il dit.", rows: [] };
  }
  if (jwk.revoked) {
    return { word: "Signature retirée", css: "unsure", meaning: "La clé qui a signé ce QR code a été retirée : elle ne prouve plus rien.", rows: [] };
  }
  return {
    word: "Signature authentique", css: "info", rows: lines(body),
    meaning: "Vérifiée sans réseau : le statut du document n’a pas été consulté. Il a pu être annulé ou régularisé depuis.",
  };
}

function element(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function show({ word, css, meaning, rows }) {
  const box = element("div", `gps-verdict gps-verdict--${css}`);
  const facts = element("dl", "gps-facts gps-compare");
  for (const [label, value] of rows) {
    const row = document.createElement("div");
    row.append(element("dt", "", label), element("dd", "", value));
    facts.append(row);
  }
  box.append(element("p", "gps-verdict__word", word), element("p", "", meaning));
  told.replaceChildren(box, ...(rows.length ? [facts] : []));
}

/** With a network the server says all of it; without, the page says what it can. */
async function answer(proof) {
  if (navigator.onLine) location.assign(scanner.dataset.gpsProof + proof);
  else show(await verdict(proof));
}

async function scan(button, video) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    told.textContent = "L’appareil photo n’est pas disponible : saisissez le numéro.";
    return;
  }
  button.hidden = true;
  video.hidden = false;
  video.srcObject = stream;
  await video.play();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
    button.hidden = false;
  };
  const look = async () => {
    const codes = await detector.detect(video).catch(() => []);
    const proof = codes.map((code) => proofIn(code.rawValue)).find(Boolean);
    if (proof) { stop(); await answer(proof); } else if (stream.active) setTimeout(look, 200);
  };
  await look();
}

if (scanner && "BarcodeDetector" in window && navigator.mediaDevices) {
  scanner.hidden = false;
  const button = scanner.querySelector("[data-gps-scan]");
  button.addEventListener("click", () => scan(button, scanner.querySelector("video")));
}

// A hand-held scanner types the QR code into the field of the number and sends it.
form?.addEventListener("submit", async (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // nothing is sent: the button need not rest
  const proof = proofIn(form.elements.reference.value);
  show(proof ? await verdict(proof) : {
    word: "Pas de réseau", css: "unsure", rows: [],
    meaning: "Sans réseau, seul le texte d’un QR code peut être vérifié.",
  });
});
