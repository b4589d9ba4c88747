/* What the live page keeps on this phone, so that name and phone are typed once. */
try { localStorage.removeItem("phien.buyer"); } catch { /* a browser that keeps nothing has nothing to forget */ }
