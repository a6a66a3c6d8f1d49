package main

import "unicode/utf8"

// The body of `POST /orders`. A pointer is what may be absent, or what must be there and may be zero.
type order struct {
	Reference string   `json:"reference"`
	Priority  uint8    `json:"priority"`
	Customer  customer `json:"customer"`
	Lines     []line   `json:"lines"`
	Note      *string  `json:"note"`
	Express   *bool    `json:"express"`
}

type customer struct {
	Name    string  `json:"name"`
	Email   string  `json:"email"`
	Address address `json:"address"`
}

type address struct {
	Street   string `json:"street"`
	City     string `json:"city"`
	Postcode string `json:"postcode"`
	Country  string `json:"country"`
}

type line struct {
	Sku      string   `json:"sku"`
	Title    string   `json:"title"`
	Quantity uint32   `json:"quantity"`
	Price    *float64 `json:"price"`
	Tags     []string `json:"tags"`
}

type receipt struct {
	Reference string  `json:"reference"`
	Units     uint32  `json:"units"`
	Total     float64 `json:"total"`
}

func (asked *order) receipt() receipt {
	answer := receipt{Reference: asked.Reference}
	for _, line := range asked.Lines {
		answer.Units += line.Quantity
		// The conversion keeps the product from being fused with the sum, which would round once instead of twice.
		answer.Total += float64(float64(line.Quantity) * *line.Price)
	}
	return answer
}

func (asked *order) isRight() bool {
	if len(asked.Lines) < 1 || len(asked.Lines) > 100 {
		return false
	}
	for i := range asked.Lines {
		if !asked.Lines[i].isRight() {
			return false
		}
	}
	return isWithin(asked.Reference, 3, 40) &&
		asked.Priority >= 1 && asked.Priority <= 5 &&
		asked.Customer.isRight() &&
		(asked.Note == nil || isWithin(*asked.Note, 0, 500)) &&
		asked.Express != nil
}

func (asked *customer) isRight() bool {
	return isWithin(asked.Name, 1, 80) &&
		isWithin(asked.Email, 5, 120) &&
		isWithin(asked.Address.Street, 1, 120) &&
		isWithin(asked.Address.City, 1, 80) &&
		isWithin(asked.Address.Postcode, 3, 10) &&
		isWithin(asked.Address.Country, 2, 2)
}

func (asked *line) isRight() bool {
	return isWithin(asked.Sku, 3, 32) &&
		isWithin(asked.Title, 1, 120) &&
		asked.Quantity >= 1 && asked.Quantity <= 1000 &&
		asked.Price != nil && *asked.Price >= 0 && *asked.Price <= 100_000 &&
		asked.Tags != nil && len(asked.Tags) <= 8
}

// In characters, as Pydantic counts.
func isWithin(text string, least, most int) bool {
	length := utf8.RuneCountInString(text)
	return least <= length && length <= most
}
