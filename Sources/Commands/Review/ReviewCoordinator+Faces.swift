import ArgumentParser
import Faces
import Review
import Reviewing
import SafeText

extension ReviewCoordinator {
    /// Runs the session on the terminal, in lines where there is none; one that a signal ended exits as shells expect it.
    func run(on terminal: Terminal?, briefing: Briefing, palette: Palette) throws {
        do {
            guard let terminal else {
                return try LineReview(self, briefing: briefing, write: Context.current.write).run()
            }
            try TerminalReview(terminal: terminal, coordinator: self, briefing: briefing, palette: palette).run()
        } catch let interruption as Interruption {
            throw ExitCode(128 + interruption.signal)
        }
    }
}
