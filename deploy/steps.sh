# Sourced by the scripts people run: `say` and `step`. A step's output goes to build/log/NAME.log; a
# line every half minute shows that it is alive; its end is shown if it fails. Ctrl-C ends the step
# and everything it started.

steps_log_dir=build/log
steps_pid=

say() { printf '%s\n' "$*"; }

steps_stop() {
  trap - INT TERM
  if [ -n "$steps_pid" ]; then
    kill -TERM -- "-$steps_pid" 2>/dev/null || true
    wait "$steps_pid" 2>/dev/null || true
  fi
  say "dihentikan"
  exit 130
}
trap steps_stop INT TERM

# step NAME TEXT COMMAND...: runs the command in a session of its own, so that it ends whole.
# Returns the command's exit code.
step() {
  local name=$1 text=$2 log started shown now code=0
  shift 2
  mkdir -p "$steps_log_dir"
  log=$steps_log_dir/$name.log
  say "- $text ..."
  started=$SECONDS
  shown=$SECONDS
  setsid "$@" >"$log" 2>&1 </dev/null &
  steps_pid=$!
  while kill -0 "$steps_pid" 2>/dev/null; do
    sleep 0.2
    now=$SECONDS
    if [ $((now - shown)) -ge 30 ]; then
      shown=$now
      say "    $((now - started)) detik: $(tail -n 1 "$log" | tr -d '\r' | cut -c1-90)"
    fi
  done
  wait "$steps_pid" || code=$?
  steps_pid=
  if [ "$code" -ne 0 ]; then
    say "  gagal setelah $((SECONDS - started)) detik, kode keluar $code; akhir $log:"
    tail -n "${STEPS_TAIL:-60}" "$log" | sed 's/^/    /'
  else
    say "  selesai dalam $((SECONDS - started)) detik"
  fi
  return "$code"
}
