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
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) return await response.text();
    return (await response.json()).trouble ?? null;
  } catch {
    return "The simulator does not answer.";
  }
}
