"""From a palette to what Textual draws with.

Every colour of a palette is a theme variable named after its place (``$grid-null``,
``$output-stderr``), so that stylesheets and component classes name colours by meaning. Variables
need a default before any theme is active, or the stylesheet does not load; the default palette
gives them (``variable_defaults``).
"""

from __future__ import annotations

from textual.app import App
from textual.theme import Theme

from dhconsole.core.theme import Palette, load_theme, theme_names
from dhconsole.errors import ConfigError
from dhconsole.tui.look import theme_folders


def use(app: App[int], name: str, source: str) -> tuple[Palette, tuple[ConfigError, ...]]:
    """Draw an app with a theme; returns its palette and what is wrong with it.

    Args:
        name: of the theme, or path of its file.
        source: where the name was set, for the problems.
    """
    loaded = load_theme(name, theme_folders(), source=source)
    draw_with(app, loaded.palette)
    return loaded.palette, loaded.problems


def draw_with(app: App[int], palette: Palette) -> None:
    """Draw an app with the colours of a palette."""
    theme = textual_theme(palette)
    app.register_theme(theme)
    app.theme = theme.name


def choices(app: App[int]) -> list[tuple[str, str]]:
    """Names of the themes there are and what each is like, the one in use first."""
    names = sorted(theme_names(theme_folders()), key=lambda name: theme_name(name) != app.theme)
    found = []
    for name in names:
        about = load_theme(name, theme_folders()).palette.description
        found.append((name, f"{about}, now" if theme_name(name) == app.theme else about))
    return found


def textual_theme(palette: Palette) -> Theme:
    """The Textual theme of a palette."""
    ui = palette.ui
    return Theme(
        name=theme_name(palette.name),
        primary=ui.primary,
        secondary=ui.secondary,
        accent=ui.accent,
        warning=ui.warning,
        error=ui.error,
        success=ui.success,
        foreground=ui.foreground,
        background=ui.background,
        surface=ui.surface,
        panel=ui.panel,
        dark=palette.dark,
        ansi=palette.ansi,
        variables={**_variables(palette), **_textual_variables(palette)},
    )


def theme_name(name: str) -> str:
    """Our themes bear a prefix, so that they cannot hide Textual's own."""
    return f"dh-{name}"


def variable_defaults() -> dict[str, str]:
    """Each of our variables, as the default palette has it."""
    return _variables(Palette())


def _variables(palette: Palette) -> dict[str, str]:
    return {name.replace(".", "-").replace("_", "-"): value for name, value in palette.colours()}


def _textual_variables(palette: Palette) -> dict[str, str]:
    ui = palette.ui
    return {
        "border": ui.border_focus,
        "ansi-background": ui.background,
        "ansi-foreground": ui.foreground,
        "border-blurred": ui.border,
        "text-muted": ui.muted,
        "foreground-muted": ui.muted,
        "footer-background": ui.panel,
        "footer-key-foreground": ui.accent,
        "footer-description-foreground": ui.foreground,
        "input-cursor-background": ui.cursor,
        "input-cursor-foreground": ui.cursor_text,
        "input-selection-background": ui.selection,
        "block-cursor-background": ui.cursor,
        "block-cursor-foreground": ui.cursor_text,
        "block-cursor-text-style": "none",
        "scrollbar": ui.border,
        "scrollbar-hover": ui.muted,
        "scrollbar-active": ui.primary,
        "scrollbar-background": ui.surface,
        "scrollbar-background-hover": ui.surface,
        "scrollbar-background-active": ui.surface,
        "scrollbar-corner-color": ui.surface,
    }
