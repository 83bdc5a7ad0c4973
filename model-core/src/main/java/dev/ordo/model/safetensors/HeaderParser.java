package dev.ordo.model.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON of a header token by token, so that a hostile one costs little more memory than its own length. */
final class HeaderParser {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private final List<TensorEntry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private Map<String, String> metadata;

    private HeaderParser(JsonParser json) {
        this.json = json;
    }

    static Header parse(ByteBuffer utf8) throws HeaderDefectException {
        String text = decode(utf8);
        if (!text.startsWith("{")) {
            throw new HeaderDefectException(Defect.HEADER_NOT_AN_OBJECT, "the header must begin with '{'");
        }
        try (JsonParser json = JSON.createParser(text)) {
            return new HeaderParser(json).header();
        } catch (JsonEOFException e) {
            throw new HeaderDefectException(Defect.HEADER_NOT_JSON, "the header's object has no end");
        } catch (JsonParseException | StreamConstraintsException e) {
            throw new HeaderDefectException(Defect.HEADER_NOT_JSON, e.getOriginalMessage());
        } catch (IOException e) {
            throw new HeaderDefectException(Defect.HEADER_NOT_JSON, e.getMessage());
        }
    }

    private static String decode(ByteBuffer utf8) throws HeaderDefectException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new HeaderDefectException(Defect.HEADER_NOT_UTF8, "the header is not UTF-8");
        }
    }

    private Header header() throws IOException, HeaderDefectException {
        json.nextToken();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals(Header.METADATA)) {
                metadata();
            } else {
                tensor(name);
            }
        }
        if (json.nextToken() != null) {
            throw new HeaderDefectException(Defect.HEADER_NOT_JSON, "something follows the header's object");
        }
        return new Header(entries, metadata == null ? Map.of() : metadata);
    }

    private void metadata() throws IOException, HeaderDefectException {
        if (metadata != null) {
            throw new HeaderDefectException(Defect.DUPLICATE_NAME, Header.METADATA + " is there twice");
        }
        metadata = new LinkedHashMap<>();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new HeaderDefectException(Defect.METADATA_NOT_STRINGS, Header.METADATA + " must be an object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw new HeaderDefectException(Defect.METADATA_NOT_STRINGS, "metadata " + key + " must be a string");
            }
            metadata.put(key, json.getText());
        }
    }

    private void tensor(String name) throws IOException, HeaderDefectException {
        if (!names.add(name)) {
            throw new HeaderDefectException(Defect.DUPLICATE_NAME, "tensor " + name + " is there twice");
        }
        entries.add(new EntryParser(json, name).entry());
    }
}
