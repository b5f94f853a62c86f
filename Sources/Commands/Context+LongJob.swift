import ArgumentParser
import Faces
import Store

extension Context {
    /// Does what only reads, with a line on a terminal once it takes long.
    func reading<Value>(_ words: String, _ body: () throws -> Value) rethrows -> Value {
        try LongJob.reading(words, draw: draw, body)
    }

    /// Does what writes to a store as a whole or not at all, likewise; where Ctrl-C stopped it, that is told by what did not
    /// come of it, and the command ends with 130.
    func writing<Value>(_ words: String, to store: Store, orElse nothing: String, _ body: () throws -> Value) throws
        -> Value
    {
        let value = try LongJob.writing(words, draw: draw, giveUp: { store.giveUp(when: $0) }, body)
        guard let value else {
            tell("Stopped: \(nothing). Run it again for all of it.\n")
            throw ExitCode(130)
        }
        return value
    }
}
