package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The texts that a command is to continue. */
final class Prompts {
    private Prompts() {}

    /**
     * Those on the command line, then the files'; if there are none of either, the input as one.
     *
     * @throws CommandFailure if a file or the input is not UTF-8, or cannot be read
     */
    static List<String> of(List<String> texts, List<Path> files, InputStream input) {
        List<String> prompts = new ArrayList<>(texts);
        for (Path file : files) {
            try {
                prompts.add(Files.readString(file));
            } catch (IOException e) {
                throw CommandFailure.cannotRead(file, "a prompt, as UTF-8", e);
            }
        }
        return prompts.isEmpty() ? List.of(read(input)) : prompts;
    }

    private static String read(InputStream input) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure("the input is no prompt: it is not UTF-8", e);
        } catch (IOException e) {
            throw new CommandFailure("cannot read the input: " + e.getMessage(), e);
        }
    }
}
