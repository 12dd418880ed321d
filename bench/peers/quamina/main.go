// SPDX-License-Identifier: Apache-2.0

// Measures quamina from raw JSON text, one goroutine, and prints one line of JSON as `switchboard match --count` does.
//
//	--rules R.jsonl --events E.jsonl [--repeat N] [--warmup-seconds S] [--max-seconds S] [--count-all]
//
// --max-seconds ends the measured run early; --count-all is one pass over all events, without warm-up.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"time"

	"quamina.net/go/quamina/v2"
)

const eventsBetweenClocks = 32

type run struct {
	events, matches int
	seconds         float64
}

func main() {
	rules := flag.String("rules", "", "rules, one {\"id\",\"pattern\"} a line")
	events := flag.String("events", "", "events, one a line")
	repeat := flag.Int("repeat", 1, "go over the events N times")
	warmup := flag.Float64("warmup-seconds", 2, "run this long before measuring")
	limit := flag.Float64("max-seconds", 5, "end the measured run after this long")
	countAll := flag.Bool("count-all", false, "one pass over all events")
	flag.Parse()
	if err := measure(*rules, *events, *repeat, *warmup, *limit, *countAll); err != nil {
		fmt.Fprintln(os.Stderr, "quamina:", err)
		os.Exit(2)
	}
}

func measure(rules, eventsPath string, repeat int, warmup, limit float64, countAll bool) error {
	events, err := lines(eventsPath)
	if err != nil {
		return err
	}
	before := heapBytes()
	start := time.Now()
	matcher, err := build(rules)
	if err != nil {
		return err
	}
	buildSeconds := time.Since(start).Seconds()
	heap := heapBytes() - before
	if countAll {
		warmup, limit, repeat = 0, math.Inf(1), 1
	}
	if _, err := pass(matcher, events, math.MaxInt, warmup); err != nil {
		return err
	}
	measured, err := pass(matcher, events, repeat*len(events), limit)
	if err != nil {
		return err
	}
	fmt.Printf("{\"program\":\"quamina\",\"events\":%d,\"matches\":%d,\"seconds\":%.6f,\"events_per_second\":%.1f,"+
		"\"build_seconds\":%.6f,\"heap_bytes\":%d}\n", measured.events, measured.matches, measured.seconds,
		float64(measured.events)/measured.seconds, buildSeconds, heap)
	return nil
}

func lines(path string) ([][]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for _, line := range bytes.Split(text, []byte("\n")) {
		if len(bytes.TrimSpace(line)) > 0 {
			out = append(out, line)
		}
	}
	return out, nil
}

func build(path string) (*quamina.Quamina, error) {
	rules, err := lines(path)
	if err != nil {
		return nil, err
	}
	matcher, err := quamina.New()
	if err != nil {
		return nil, err
	}
	for number, line := range rules {
		var rule struct {
			ID      string          `json:"id"`
			Pattern json.RawMessage `json:"pattern"`
		}
		if err := json.Unmarshal(line, &rule); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, number+1, err)
		}
		if err := matcher.AddPattern(rule.ID, string(rule.Pattern)); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, number+1, err)
		}
	}
	return matcher, nil
}

// What the heap holds after a collection.
func heapBytes() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

func pass(matcher *quamina.Quamina, events [][]byte, count int, limit float64) (run, error) {
	var out run
	start := time.Now()
	for out.events < count && (out.events%eventsBetweenClocks != 0 || time.Since(start).Seconds() < limit) {
		matched, err := matcher.MatchesForEvent(events[out.events%len(events)])
		if err != nil {
			return out, err
		}
		out.events++
		out.matches += len(matched)
	}
	out.seconds = time.Since(start).Seconds()
	return out, nil
}
