// The list of audiences: each counts its people when asked.

import { counting } from "./counting.js";

for (const box of document.querySelectorAll("[data-counting]")) counting(box);
