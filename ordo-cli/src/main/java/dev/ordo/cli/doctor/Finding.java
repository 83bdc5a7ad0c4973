package dev.ordo.cli.doctor;

/**
 * What a check has found.
 *
 * @param check what was looked at
 * @param level how bad it is
 * @param what what there is, with its number or name
 * @param mend what to do about it; empty where nothing needs to be done
 */
public record Finding(String check, Level level, String what, String mend) {
    /** How bad it is: nothing to do, works but not for long or not well, does not work. */
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String check, String what) {
        return new Finding(check, Level.OK, what, "");
    }

    static Finding warn(String check, String what, String mend) {
        return new Finding(check, Level.WARN, what, mend);
    }

    static Finding fail(String check, String what, String mend) {
        return new Finding(check, Level.FAIL, what, mend);
    }
}
