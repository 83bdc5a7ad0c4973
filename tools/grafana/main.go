// Holds dashboards against the types that Grafana publishes of its own dashboard JSON: missing and unknown fields and wrong types
// are errors, in panels' options too. Enumerations are plain strings in those types, and the options of transformations are
// "any": neither is looked at.
//
//	go run . ../../k8s/monitoring/dashboards/*.json
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	failed := len(os.Args) < 2
	for _, file := range os.Args[1:] {
		if panels, err := check(file); err != nil {
			failed = true
			fmt.Printf("%s:\n%v\n", file, err)
		} else {
			fmt.Printf("%s: %d panels as Grafana's types have them\n", file, panels)
		}
	}
	if failed {
		os.Exit(1)
	}
}

// check reports how many panels a valid dashboard has.
func check(file string) (int, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	var strict, board dashboard.Dashboard
	// The error is a list, and an empty list is no error. A panel that was read strictly is dropped, so all is read again.
	if err := strict.UnmarshalJSONStrict(raw); err != nil && err.Error() != "" {
		return 0, err
	}
	if err := json.Unmarshal(raw, &board); err != nil {
		return 0, err
	}
	if err := board.Validate(); err != nil {
		return 0, err
	}
	written, err := json.Marshal(board)
	if err != nil {
		return 0, err
	}
	return len(board.Panels), errors.Join(unknownTypes(board), lost("", decoded(raw), decoded(written)))
}

// unknownTypes refuses panels of a type that has no schema: their options would pass unseen.
func unknownTypes(board dashboard.Dashboard) (found error) {
	for _, each := range board.Panels {
		if panel := each.Panel; panel != nil {
			if _, known := cog.ConfigForPanelcfgVariant(panel.Type); !known {
				found = errors.Join(found, fmt.Errorf("panel %d: Grafana has no type %q", *panel.Id, panel.Type))
			}
		}
	}
	return found
}

// lost names what was read and is not written again: Grafana's types have no place for it.
func lost(path string, read, written any) (found error) {
	switch read := read.(type) {
	case map[string]any:
		object, _ := written.(map[string]any)
		for key, value := range read {
			found = errors.Join(found, lost(path+"."+key, value, object[key]))
		}
	case []any:
		list, _ := written.([]any)
		for i, value := range read {
			var other any
			if i < len(list) {
				other = list[i]
			}
			found = errors.Join(found, lost(fmt.Sprintf("%s[%d]", path, i), value, other))
		}
	default:
		if read != written {
			found = fmt.Errorf("%s: unexpected %v", path, read)
		}
	}
	return found
}

func decoded(raw []byte) (value any) {
	if err := json.Unmarshal(raw, &value); err != nil {
		panic(err)
	}
	return value
}
