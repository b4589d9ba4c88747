/* Before the live: opens the page when it begins, by the stream, or by asking now and then from its hour on. */
import { stream } from "../plumbing/js/stream.js";

const wait = document.querySelector("[data-wait]");
const reload = () => setTimeout(() => location.reload(), Math.random() * 5000);
stream(`/api/sessions/${wait.dataset.wait}/events`, "", { session: ({ state }) => { if (state === "open") reload(); }, reset: () => {} });
setInterval(() => { if (!document.hidden && Date.now() > Date.parse(wait.dataset.at)) location.reload(); }, 45000 + Math.random() * 30000);
