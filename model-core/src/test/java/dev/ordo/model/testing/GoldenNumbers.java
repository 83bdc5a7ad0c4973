package dev.ordo.model.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Numbers, and the texts they are about, that a reference implementation computed, in a JSON document beside a test class. */
public final class GoldenNumbers {
    private final JsonNode json;

    private GoldenNumbers(JsonNode json) {
        this.json = json;
    }

    public static GoldenNumbers beside(Class<?> test, String name) {
        try (InputStream in = test.getResourceAsStream(name)) {
            return new GoldenNumbers(new JsonMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int number(String field) {
        return json.required(field).intValue();
    }

    /** A number in objects in one another. */
    public double real(String... path) {
        JsonNode found = json;
        for (String field : path) {
            found = found.required(field);
        }
        return found.doubleValue();
    }

    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        json.required(field).forEach(each -> texts.add(each.textValue()));
        return texts;
    }

    public double[][] matrix(String field) {
        JsonNode rows = json.required(field);
        double[][] matrix = new double[rows.size()][];
        for (int row = 0; row < matrix.length; row++) {
            matrix[row] = new double[rows.get(row).size()];
            for (int column = 0; column < matrix[row].length; column++) {
                matrix[row][column] = rows.get(row).get(column).doubleValue();
            }
        }
        return matrix;
    }
}
