"""The one exception that stands for a mistake of the user's."""


class UserError(Exception):
    """One line that names what is wrong, the value, what is allowed and what to do.

    The command line prints it without a traceback and exits with status 2.
    """
