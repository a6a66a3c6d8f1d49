// The operations on Go's net/http, with what the standard library brings: `bench_go --port N`.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The other contenders' limit, so that all count what they read.
const maxBody = 16 << 20

type found struct {
	ItemID int64   `json:"item_id"`
	Q      *string `json:"q"`
	Limit  uint32  `json:"limit"`
}

type done struct {
	Ok bool `json:"ok"`
}

func main() {
	port := flag.Int("port", 0, "the port to listen on")
	certificate := flag.String("ssl-certfile", "", "the certificate of HTTPS; HTTP without")
	key := flag.String("ssl-keyfile", "", "its key")
	flag.Parse()
	mux := http.NewServeMux()
	mux.HandleFunc("/items/", only(http.MethodGet, readItem))
	mux.HandleFunc("/orders", only(http.MethodPost, createOrder))
	mux.HandleFunc("/search", only(http.MethodPost, search))
	mux.HandleFunc("/ping", only(http.MethodGet, trivial))
	mux.HandleFunc("/plain", only(http.MethodGet, trivial))
	mux.HandleFunc("/blocked", only(http.MethodGet, holding(block)))
	mux.HandleFunc("/blocking", only(http.MethodGet, holding(block)))
	mux.HandleFunc("/cpu", only(http.MethodGet, holding(compute)))
	mux.HandleFunc("/wake_then_block", only(http.MethodGet, wakeThenBlock))
	mux.HandleFunc("/spawn_then_block", only(http.MethodGet, spawnThenBlock))
	mux.HandleFunc("/stream", only(http.MethodGet, stream))
	server := http.Server{
		Addr:              fmt.Sprintf("127.0.0.1:%d", *port),
		Handler:           mux,
		ReadHeaderTimeout: 30 * time.Second,
	}
	if *certificate != "" {
		log.Fatal(server.ListenAndServeTLS(*certificate, *key))
	}
	log.Fatal(server.ListenAndServe())
}

func only(method string, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		handler(w, r)
	}
}

func readItem(w http.ResponseWriter, r *http.Request) {
	find(w, strings.TrimPrefix(r.URL.Path, "/items/"), r.URL.Query())
}

func search(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		refuse(w)
		return
	}
	find(w, r.PostForm.Get("item_id"), r.PostForm)
}

func find(w http.ResponseWriter, itemID string, fields url.Values) {
	id, badID := strconv.ParseInt(itemID, 10, 64)
	limit, badLimit := strconv.ParseUint(fields.Get("limit"), 10, 32)
	if badID != nil || badLimit != nil {
		refuse(w)
		return
	}
	answer := found{ItemID: id, Limit: uint32(limit)}
	if fields.Has("q") {
		q := fields.Get("q")
		answer.Q = &q
	}
	writeJSON(w, answer)
}

func createOrder(w http.ResponseWriter, r *http.Request) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		refuse(w)
		return
	}
	var asked order
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	if err := decoder.Decode(&asked); err != nil || !asked.isRight() {
		refuse(w)
		return
	}
	writeJSON(w, asked.receipt())
}

func trivial(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, done{Ok: true})
}

func writeJSON(w http.ResponseWriter, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}

func refuse(w http.ResponseWriter) {
	w.WriteHeader(http.StatusUnprocessableEntity)
}
