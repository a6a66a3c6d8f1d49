package main

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The time for which the operations of the known holes block.
const hold = 50 * time.Millisecond

type waited struct {
	WaitedMs float64 `json:"waited_ms"`
}

// Any goroutine may block or compute: there is but one way to write these.
func holding(work func(milliseconds uint64)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		milliseconds, err := strconv.ParseUint(r.URL.Query().Get("ms"), 10, 64)
		if err != nil {
			refuse(w)
			return
		}
		work(milliseconds)
		trivial(w, r)
	}
}

func block(milliseconds uint64) {
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
}

func wakeThenBlock(w http.ResponseWriter, _ *http.Request) {
	wake, waits := make(chan time.Time, 1), make(chan time.Duration, 1)
	go func() { waits <- time.Since(<-wake) }()
	time.Sleep(5 * time.Millisecond)
	wake <- time.Now()
	time.Sleep(hold)
	answerWait(w, <-waits)
}

func spawnThenBlock(w http.ResponseWriter, _ *http.Request) {
	waits, sent := make(chan time.Duration, 1), time.Now()
	go func() { waits <- time.Since(sent) }()
	time.Sleep(hold)
	answerWait(w, <-waits)
}

func answerWait(w http.ResponseWriter, wait time.Duration) {
	writeJSON(w, waited{WaitedMs: wait.Seconds() * 1e3})
}

func stream(w http.ResponseWriter, _ *http.Request) {
	for chunk := 0; chunk < 4; chunk++ {
		time.Sleep(hold)
		w.Write([]byte("chunk\n"))
		w.(http.Flusher).Flush()
	}
}

const (
	samples        = 100
	stepsOfASample = 200_000
)

var (
	calibrate  sync.Once
	stepsPerMs uint64
)

// A fixed number of steps, as many as this machine makes in that time when nothing else runs.
func compute(milliseconds uint64) {
	calibrate.Do(func() {
		fastest := time.Hour
		for i := 0; i < samples; i++ {
			start := time.Now()
			run(stepsOfASample)
			if taken := time.Since(start); taken < fastest {
				fastest = taken
			}
		}
		stepsPerMs = stepsOfASample * 1_000_000 / uint64(fastest.Nanoseconds())
	})
	run(stepsPerMs * milliseconds)
}

var sink uint64

//go:noinline
func run(steps uint64) {
	state := uint64(1)
	for step := uint64(0); step < steps; step++ {
		state = state*6_364_136_223_846_793_005 + step
	}
	if state == 0 {
		sink = state
	}
}
