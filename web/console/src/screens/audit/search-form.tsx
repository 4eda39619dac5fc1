// The fields of a search. What is chosen counts at once, what is typed with Enter or the button; all of it stands in the address.
import { useQueryClient } from "@tanstack/react-query";
import { Search as SearchIcon, X } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { useMessages } from "../../i18n";
import { Button, Filters, Row, SelectField, Stack, TextField } from "../../ui";
import { messages } from "./messages";
import { type Field, type Search, searchOf } from "./search";

export interface Choice {
  field: Field;
  label: string;
  /** Value and text; without them it is typed. */
  options?: readonly (readonly [string, string])[];
  type?: "datetime-local";
}

/** The search in the address. */
export function useSearch(): Search {
  const [parameters] = useSearchParams();
  return searchOf(parameters);
}

export function SearchForm({ choices }: { choices: readonly Choice[] }) {
  const t = useMessages(messages);
  const [parameters, setParameters] = useSearchParams();
  const queries = useQueryClient();
  const asked = searchOf(parameters);
  const [typed, setTyped] = useState<Search>(asked);
  const address = parameters.toString();
  // The address is changed by links too, such as back.
  useEffect(() => setTyped(searchOf(new URLSearchParams(address))), [address]);

  const search = (next: Search) => setParameters(Object.entries(next).filter(([, value]) => value !== ""), { replace: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(typed);
    // The same search again finds what came meanwhile.
    void queries.invalidateQueries({ queryKey: ["audit"] });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Filters label={t("filters")}>
          {choices.map(({ field, label, options, type }) =>
            options ? (
              <SelectField key={field} label={label} value={typed[field] ?? ""} options={options} onChange={(event) => search({ ...typed, [field]: event.target.value })} />
            ) : (
              <TextField key={field} label={label} type={type ?? "text"} technical={!type} value={typed[field] ?? ""} onChange={(event) => setTyped({ ...typed, [field]: event.target.value })} autoComplete="off" />
            ),
          )}
        </Filters>
        <Row>
          <Button type="submit" look="primary" icon={SearchIcon}>
            {t("search")}
          </Button>
          {Object.keys(asked).length > 0 && (
            <Button look="quiet" icon={X} onClick={() => search({})}>
              {t("clear")}
            </Button>
          )}
        </Row>
      </Stack>
    </form>
  );
}
