// A long list goes on by itself, portion by portion. Without this file its page has a button.

document.querySelector("form[data-continue]")?.requestSubmit();
