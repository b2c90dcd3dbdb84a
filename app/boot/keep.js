// Has the playground kept in this browser, so that it opens without a connection from the second visit on.
addEventListener("load", () => {
  navigator.serviceWorker?.register("/offline.js", { scope: "/playground/" }).catch(() => {
    // Where nothing may be kept, the playground works while there is a connection.
  });
});
