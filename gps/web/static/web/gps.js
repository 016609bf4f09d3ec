// Makes the pages better; every page works without it.

document.documentElement.classList.add("gps-js");

// The number is copied without spaces, ready to be pasted into GAMM@.
for (const button of document.querySelectorAll("[data-gps-copy]")) {
  button.addEventListener("click", async () => {
    const told = button.parentElement.querySelector("[data-gps-copied]");
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.gpsCopy);
      told.textContent = "Numéro copié";
      button.textContent = "Numéro copié";
    } catch {
      told.textContent = "La copie n’est pas permise : sélectionnez le numéro à la main";
      button.textContent = "Copie impossible";
    }
    setTimeout(() => { button.textContent = label; told.textContent = ""; }, 3000);
  });
}

// One click is enough: the button rests while the answer comes. The server gives the same number anyway.
for (const form of document.querySelectorAll("form[data-gps-once]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    setTimeout(() => { button.disabled = true; button.setAttribute("aria-busy", "true"); }, 0);
    setTimeout(() => { button.disabled = false; button.removeAttribute("aria-busy"); }, 8000);
  });
  window.addEventListener("pageshow", () => { form.querySelector("button[type=submit]").disabled = false; });
}

// A calendar beside each date; what is typed stays the master.
for (const input of document.querySelectorAll("[data-gps-date]")) {
  if (!("showPicker" in HTMLInputElement.prototype)) continue;
  const row = document.createElement("div");
  row.className = "gps-date";
  input.replaceWith(row);
  const picker = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1 });
  picker.setAttribute("aria-hidden", "true");
  const label = document.querySelector(`label[for="${input.id}"]`)?.firstChild?.textContent.trim() ?? "la date";
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "fr-btn fr-btn--tertiary fr-icon-calendar-line", title: `Choisir dans un calendrier : ${label}`,
    textContent: `Choisir dans un calendrier : ${label}`,
  });
  row.append(input, button, picker);
  button.addEventListener("click", () => {
    const typed = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(input.value.trim());
    picker.value = typed ? `${typed[3]}-${typed[2]}-${typed[1]}` : "";
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    const [year, month, day] = picker.value.split("-");
    if (day) input.value = `${day}/${month}/${year}`;
    input.focus();
  });
}

// The hour that runs: counted by the machine's own steady clock, from what the server said was left.
for (const clock of document.querySelectorAll("[data-gps-countdown]")) {
  const ends = performance.now() + Number(clock.dataset.gpsCountdown) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    const [minutes, seconds] = [Math.floor(left / 60), left % 60].map((part) => String(part).padStart(2, "0"));
    clock.textContent = `${minutes}:${seconds}`;
    if (left > 0) setTimeout(tick, 250);
    else if (!clock.dataset.gpsQuiet && Number(clock.dataset.gpsCountdown) > 0) setTimeout(() => location.reload(), 1000);
  };
  tick();
}

// After a refusal the summary is read first.
document.querySelector("[data-gps-focus]")?.focus();
