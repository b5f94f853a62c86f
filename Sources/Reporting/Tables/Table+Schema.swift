package import Agreement
import Studies

extension Table {
    /// The table as text; JSON is an object with the schema's name, how intervals were made, and the rows.
    package func written(as format: Format, schema: String, options: IntervalOptions? = nil, notes: [String] = [])
        -> String
    {
        guard format == .json else { return written(as: format) }
        var members: [(String, JSONValue)] = [("schema", .string(schema))]
        if let options {
            members += [
                ("seed", .number(Double(options.seed))), ("resamples", .number(Double(options.resamples))),
                ("confidence", .number(options.confidence)),
            ]
        }
        members += [("rows", json), ("notes", .array(notes.map(JSONValue.string)))]
        return JSONValue.object(members).printed
    }
}
