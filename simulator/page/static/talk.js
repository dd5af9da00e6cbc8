// Speaks with the simulator, and says it aloud when something went wrong.

const toast = document.getElementById("toast");
let hiding = 0;

export function complain(words) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { toast.hidden = true; }, 8000);
}

export async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

// Returns what went wrong, in words, or null.
export async function act(name, body) {
  return post(`/sim/act/${name}`, body);
}

export async function post(path, body) {
  return (await ask(path, body)).trouble ?? null;
}

// The whole answer: `trouble`, and in Teams `errors` by input and a `notice`.
export async function ask(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) return { trouble: await response.text() };
    return await response.json();
  } catch {
    return { trouble: "The simulator does not answer." };
  }
}
