/// A signal ended the session, after everything was saved.
package struct Interruption: Error, Sendable {
    package let signal: Int32

    init(signal: Int32) { self.signal = signal }
}
