// Sets the stored theme before the first paint; the system's choice needs nothing.
try {
  const theme = localStorage.getItem("postern-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; then the system's choice stands.
}
