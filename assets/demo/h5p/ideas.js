// A library of the demo, as small as one can be: one idea after the other, and what there is to say of it.
window.H5P = window.H5P || {};
H5P.Ideas = class extends H5P.EventDispatcher {
  constructor({ ideas, next }) {
    super();
    this.ideas = ideas;
    this.next = next;
  }

  attach($container) {
    let place = 0;
    const root = $container.get(0);
    const [said, answer, button] = ["h2", "p", "button"].map((name) => root.appendChild(document.createElement(name)));
    const show = () => {
      said.textContent = this.ideas[place].said;
      answer.textContent = this.ideas[place].answer;
      this.trigger("resize");
    };
    button.textContent = this.next;
    button.addEventListener("click", () => { place = (place + 1) % this.ideas.length; show(); });
    root.classList.add("h5p-ideas");
    show();
  }
};
