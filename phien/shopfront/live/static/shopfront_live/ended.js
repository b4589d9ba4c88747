/* After the live: one's own orders are still there. */
import { refresh } from "./mine.js";

refresh(document.querySelector("script[data-session]").dataset.session);
